"""What may be asked back, and the ways of a section between which an answer decides."""
