// The client: the local database of a user, and the tables that it has.
import { createOfflineSync } from "./offline-sync/client.js";
import { keepFrame } from "./wire.js";
import { user } from "./user.js";

export const sync = createOfflineSync({
	url: "/offline-sync",
	database: "todos",
	user,
	connectHeaders: () => ({ user }),
	tables: {
		todo_list: { id: "uid", kinds: { uid: "uuid" } },
		todo: { id: "uid", indexes: ["listUid"], kinds: { uid: "uuid", listUid: "uuid", dueAt: "instant" } },
	},
	onFrame: keepFrame,
});
export const lists = sync.table("todo_list");
export const todos = sync.table("todo");
