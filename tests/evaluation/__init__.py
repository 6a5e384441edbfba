"""Quality on labelled questions: read, counted, held."""
