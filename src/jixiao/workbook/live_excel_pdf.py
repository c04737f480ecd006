"""PDFs through an Excel of our own, which is started for this and ended again; the user's Excel is left alone."""

from __future__ import annotations

from pathlib import Path


def export_pdfs(files: list[Path]) -> bool:
    """Write `<stem>.pdf` beside each workbook; False where there is no Excel or it refuses."""
    try:
        import xlwings

        app = xlwings.App(visible=False, add_book=False)
    except Exception:  # no xlwings, no Excel, no licence: whatever it is, there is no PDF this way
        return False
    try:
        app.display_alerts = False
        for path in files:
            book = app.books.open(str(path), read_only=True, update_links=False)
            try:
                book.to_pdf(str(path.with_suffix(".pdf")))
            finally:
                book.close()
    except Exception:
        return False
    finally:
        app.quit()
    return True
