// Absolute times in the reader's own zone, in the title of each <time>.
const format = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "long" });

export function bind(root) {
	for (const time of root.querySelectorAll("time[datetime]")) {
		const date = new Date(time.dateTime);
		if (!Number.isNaN(date.getTime())) time.title = format.format(date);
	}
}
