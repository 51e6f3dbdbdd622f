"""How the database's tables came to be what they are: one step a file in `versions`, carried out by alembic."""
