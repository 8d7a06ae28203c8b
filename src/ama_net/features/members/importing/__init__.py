"""Registers of members as associations keep them, in a spreadsheet: read with patience, no row lost, every doubtful cell told.

``columns`` finds the heading and says which field each column is; ``reading`` turns a row into a draft with its remarks,
without a database; ``matching`` says who it may be; ``entering`` writes. The sentences are kept with the rows: Italian.
"""
