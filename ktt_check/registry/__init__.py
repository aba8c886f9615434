"""What may be named in a plan, with the dates between which each name holds: units, territories, their successors."""
