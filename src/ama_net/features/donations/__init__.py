"""Donations: gifts and how they are asked for, thanked, receipted; campaigns; who gives and what they choose.

A *gift* is somebody's will to give an amount, once; it is pending until money arrives (a movement of ``kernel/payments`` about
it). A *recurring gift* makes a gift for each payment of its series. A *campaign* says what gifts are for; its money is a fund of
``kernel/payments``. A *tribute* gives in somebody's memory or honour. Who gives becomes a person (or body) of the register
only when money has arrived: until then what they typed is sealed in the gift.
"""
