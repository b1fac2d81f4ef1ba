// Bring what is wrong into view for browsers that ignore autofocus on a heading. Without script the page still works.
document.getElementById("fouten")?.focus();
