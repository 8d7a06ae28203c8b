"""What associations do with the system. Features never import each other."""
