"""One file a version of the tables, in order. Replicas of two versions run side by side: only add, remove one later."""
