"""The pages of accounts: public (signing in), my (one's own access), manage (the office's)."""
