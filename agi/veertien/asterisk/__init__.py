"""FastAGI, AudioSocket, AMI and ARI: the only room that knows Asterisk."""
