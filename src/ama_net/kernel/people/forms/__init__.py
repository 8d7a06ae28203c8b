"""What the office types about people and organisations."""

from ama_net.kernel.people.forms.details import AddressForm, ConsentForm, ContactForm
from ama_net.kernel.people.forms.organisations import OrganisationForm
from ama_net.kernel.people.forms.people import PersonForm

__all__ = ["AddressForm", "ConsentForm", "ContactForm", "OrganisationForm", "PersonForm"]
