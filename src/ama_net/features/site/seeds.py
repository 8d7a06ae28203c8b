"""What a new association's site starts with: the pages and the news of its folder."""

from pathlib import Path

from sqlalchemy import select

from ama_net.features.site.models import Kind, PageWords, SitePage
from ama_net.features.site.rules import is_reserved
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.tenant_file import ContentPage, TenantFileError, load_content
from ama_net.kernel.tenancy.tenant_models import TenantFile


def seed(file: TenantFile, folder: Path) -> None:
    """Fill the site where it is empty; afterwards the database wins.

    Raises:
        TenantFileError: a page cannot be read, or takes an address of the program.
    """
    if db.session.execute(select(SitePage.id).limit(1)).first() is not None:
        return
    pages = load_content(folder)
    taken = [page for page in pages if is_reserved(page.slug, kind=page.kind, room=page.room)]
    if taken:
        mend = "è un indirizzo del programma: scegline un altro"
        raise TenantFileError([f"{folder.name}/content: la pagina «{page.slug}»: {mend}." for page in taken])
    db.session.add_all([_row(page) for page in pages])


def _row(page: ContentPage) -> SitePage:
    row = SitePage(
        kind=Kind(page.kind),
        language=page.language,
        slug=page.slug,
        menu=page.menu,
        menu_label=page.menu_label,
        menu_order=page.menu_order,
        room=page.room,
        published=True,
        published_on=page.published_on,
    )
    needs = [need.model_dump(mode="json") for need in page.needs]
    row.write(PageWords(title=page.title, summary=page.summary, body=page.body, needs=needs))
    return row
