"""What an association does, one room each. Rooms here never import each other."""
