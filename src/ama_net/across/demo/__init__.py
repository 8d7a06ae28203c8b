"""Plainly invented data: the demonstration cast of the founding associations, and as many associations as a measure needs."""
