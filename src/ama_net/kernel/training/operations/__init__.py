"""What may be done with courses, with who takes part, and with the paths of facilitators."""
