"""A province's hub: mailboxes, register authority, figures, admin pages."""
