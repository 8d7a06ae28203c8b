"""The association's site: its pages, its news, its menus, and the addresses that search engines read.

A *page* stands at ``/<slug>``, a piece of *news* at ``/notizie/<slug>``; each is a row in Italian and, where there is one,
a second row in English with the same slug (the *translation*). Where the page stands (menu, room, address) and whether it
can be seen at all follow the Italian row; where English is missing the Italian words are shown, and the page says so.

The *fixed* pages (home, contatti, privacy) always answer: without a row, from what the association says of itself.

Public functions: ``operations`` (write, publish, delete, order the menu), ``queries`` (the lists of the office, what the
site shows), ``menus`` (the site's menus for the layouts).
"""
