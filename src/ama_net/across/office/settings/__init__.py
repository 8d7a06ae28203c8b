"""What an association decides in the office: who it is, which rooms are open, the settings each room declares.

``tenant.toml`` gave the first values; from then on what is saved here wins. Every change keeps the values before it.
"""
