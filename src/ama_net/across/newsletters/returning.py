"""Where the returns of the association's mail go: the mailbox of returns that the office added. Told to the kernel, once."""

from ama_net.across.newsletters.operations.feedback import mailbox_address
from ama_net.kernel.outbox.returning import register_mailbox

register_mailbox(mailbox_address)
