"""The PBX that Veertien is on."""
