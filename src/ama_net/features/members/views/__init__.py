"""Pages: public, personal and of the office."""
