// An SSH server of a test's own: on a free port of loopback, for the account that runs
// the test, with a home folder of its own, so that nothing of the account is touched.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "./server.mjs";

function makeKey(path) {
	execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
}

async function answers(port) {
	for (let tries = 0; tries < 100; tries++) {
		const isThere = await new Promise((done) => {
			const socket = connect(port, "127.0.0.1").once("error", () => done(false));
			socket.once("data", () => { socket.destroy(); done(true); });
		});
		if (isThere) return;
		await new Promise((done) => setTimeout(done, 50));
	}
	throw new Error(`sshd does not answer on port ${port}`);
}

/** Starts one; `privateKey` logs in as `username`, `logins()` counts. `more` is added to its settings. */
export async function startSshd(name, more = []) {
	const folder = mkdtempSync(join(tmpdir(), "slipway-sshd-"));
	const port = await freePort();
	const home = join(folder, "home");
	if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true });
	mkdirSync(home);
	makeKey(join(folder, "host"));
	makeKey(join(folder, "user"));
	writeFileSync(join(folder, "config"), [
		`Port ${port}`, "ListenAddress 127.0.0.1", `HostKey ${folder}/host`, "PidFile none", "UsePAM no",
		`AuthorizedKeysFile ${folder}/user.pub`, "StrictModes no", "PermitRootLogin yes", "PasswordAuthentication no",
		`SetEnv HOME=${home} TARGET=${name}`, ...more, "",
	].join("\n"));
	const child = spawn("/usr/sbin/sshd", ["-D", "-E", join(folder, "log"), "-f", join(folder, "config")], { stdio: "ignore" });
	process.on("exit", () => child.kill("SIGTERM"));
	await answers(port);
	const fingerprint = execFileSync("ssh-keygen", ["-lf", join(folder, "host.pub")], { encoding: "utf8" }).split(" ")[1];
	return {
		name, port, home, fingerprint,
		username: userInfo().username,
		privateKey: readFileSync(join(folder, "user"), "utf8"),
		logins: () => readFileSync(join(folder, "log"), "utf8").match(/^Accepted publickey/gm)?.length ?? 0,
		stop() {
			child.kill("SIGTERM");
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
