"""What puts Veertien on a PBX, and takes it away again: a plan made of what was found, and how it is carried out."""
