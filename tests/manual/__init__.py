"""The screens of the manual: the region they show, where each is found, and the page that tells of them."""
