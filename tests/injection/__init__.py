"""Clean plans made at random, defects put into them one at a time, and what a check must then say, and nothing else."""
