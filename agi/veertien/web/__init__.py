"""The pages of `veertien web`: calls as they are now and as they are recorded, for people and programs; read only."""
