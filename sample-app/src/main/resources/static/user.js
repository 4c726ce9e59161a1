/** Who has opened the page, as its address says. */
export const user = new URLSearchParams(location.search).get("user").trim();

localStorage.setItem("todos.user", user);
