"""The pages of newsletters, by door."""
