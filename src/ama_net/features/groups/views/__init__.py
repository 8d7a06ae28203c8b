"""The pages of the room: public, personal, office."""
