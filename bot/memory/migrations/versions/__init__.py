"""One file for each version of the tables.

Replicas of two versions run at the same time, so a version only adds; what is unused is removed in the version after.
"""
