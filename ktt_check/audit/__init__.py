"""Many workbooks, every night: discover them, distribute the work, remember what was found, summarise it.

``run.py`` is an audit from beginning to end; each other file is one of its stations.
"""
