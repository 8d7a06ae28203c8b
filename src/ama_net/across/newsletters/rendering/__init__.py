"""From blocks to what leaves: html by MJML, plain text written from the same blocks, and the page of the archive.

``render_newsletter`` is asked once for each newsletter, never for each reader: what differs stays open as tokens
(``merging.py``).
"""

from ama_net.across.newsletters.rendering.mail import Rendered, render_newsletter
from ama_net.across.newsletters.rendering.page import render_page

__all__ = ["Rendered", "render_newsletter", "render_page"]
