import "./install.js";

const user = localStorage.getItem("todos.user");

if (user) {
	const line = document.getElementById("continue");
	const link = line.querySelector("a");
	link.textContent = `Continue as ${user}`;
	link.href = `todos.html?user=${encodeURIComponent(user)}`;
	line.hidden = false;
}
