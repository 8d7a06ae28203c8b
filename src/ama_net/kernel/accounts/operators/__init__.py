"""Operators of the installation: they sign in at the bare host only, belong to no association and see nobody's people."""
