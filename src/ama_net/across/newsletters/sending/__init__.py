"""How a newsletter leaves: its recipients written down once, taken some at a time, each sent once or told apart.

A row is *sending* (committed) before its message is offered to the server, and settled after the server's answer. Who dies in
between leaves it in doubt: it is shown, and never sent again by itself.
"""
