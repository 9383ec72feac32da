"""What `deploy/` promises: proxies in front of a real server, several processes, the image, the unit."""
