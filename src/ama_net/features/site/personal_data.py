"""What the site keeps about people: nothing.

Pages hold the association's own words and its public contacts; who wrote or published them is in the audit, not here. What
a reader does on the site is not recorded at all. (A person's name written inside a page is a publication decided by the
association: the office rewrites or deletes the page, and with it go its earlier versions.)
"""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA: tuple[PersonalData, ...] = ()
