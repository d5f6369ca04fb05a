// What a page loads is measured here.
