"""The pure rooms: values in, values and findings out; no Django, files, sockets or clocks."""
