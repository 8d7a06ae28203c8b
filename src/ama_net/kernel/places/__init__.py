"""Where things are: the municipalities of Italy (shared by all associations) and each association's venues."""
