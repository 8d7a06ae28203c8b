"""What every room stands on and that knows no word of the field: configuration, database, jobs, mail, clock, crypto, web."""
