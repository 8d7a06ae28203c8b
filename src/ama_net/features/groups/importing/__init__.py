"""Files of groups, read with patience: no row is lost, and every cell that was not plain is accounted for.

``csv_reader`` turns bytes into rows or one sentence; ``rows`` turns a row into a draft and its remarks, without a
database; ``apply`` brings drafts into the directory. The sentences are stored with the import, so they are Italian.
"""
