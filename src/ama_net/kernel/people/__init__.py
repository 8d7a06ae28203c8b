"""People and organisations: one human, one row; how to reach them; what they consented to and the proof of it."""
