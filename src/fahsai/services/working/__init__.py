"""Parts of work in the background: what each kind of job does, and how one is carried out."""
