"""ama_net: the system that networks of Auto Mutuo Aiuto groups and their associations run on."""
