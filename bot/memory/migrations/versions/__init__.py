"""One file for each version of the tables.

Replicas of two versions run at the same time, so a version only adds columns and tables; unused ones are removed in the
next version.
"""
