"""Training: what a person was trained in, and how far a facilitator's path has come. Any room reads it, by person."""
