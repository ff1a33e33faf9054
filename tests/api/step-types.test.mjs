// Steps that the server itself does: Send an Email over a real SMTP server, Health Check.
// Names of tests are rules of the process rules (B1, B5).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SMTPServer } from "smtp-server";
import { startServer } from "../lib/server.mjs";
import { talkTo } from "../lib/talk.mjs";

// Several runs of this suite may want the same port at once.
const loopback = `127.${100 + (process.pid & 63)}.${(process.pid >> 6) & 255}.${1 + ((process.pid >> 14) & 127)}`;
let server, home, environment, lifecycle, group, post;

const { send, made, read, raw, until, ended } = talkTo(() => server);

const step = (name, type, properties, more = {}) => ({
	Name: name, ...more.step, Properties: { ...more.properties },
	Actions: [{ Name: name, ActionType: type, ...more.action, Properties: properties }],
});
const script = (name, body, more) => step(name, "Octopus.Script", {
	"Octopus.Action.RunOnServer": "true", "Octopus.Action.Script.ScriptSource": "Inline",
	"Octopus.Action.Script.Syntax": "Bash", "Octopus.Action.Script.ScriptBody": body }, more);

let projects = 0;
async function project(steps, variables = []) {
	const one = await made("projects", { Name: `Project ${++projects}`, ProjectGroupId: group.Id, LifecycleId: lifecycle.Id });
	const process = await read(`deploymentprocesses/${one.DeploymentProcessId}`);
	const saved = await send("PUT", `deploymentprocesses/${process.Id}`, { ...process, Steps: steps });
	assert.equal(saved.status, 200, saved.text);
	const set = await read(`variables/${one.VariableSetId}`);
	const stored = await send("PUT", `variables/${set.Id}`, { ...set, Variables: variables });
	assert.equal(stored.status, 200, stored.text);
	return one;
}
const release = (projectId, version = "1.0.0") => made("releases", { ProjectId: projectId, Version: version });
const deploy = async (releaseId, more = {}) =>
	made("deployments", { ReleaseId: releaseId, EnvironmentId: environment.Id, ...more });
async function deployed(releaseId, more) {
	const deployment = await deploy(releaseId, more);
	return { deployment, task: await ended(deployment.TaskId), log: await raw(deployment.TaskId) };
}
const play = async (steps, variables) => deployed((await release((await project(steps, variables)).Id)).Id);

/**
 * A real SMTP server that keeps what it takes. `gate.at` names a stage ("rcpt", "data")
 * whose answer it holds back until gate.open(); gate.count says how many wait there.
 */
async function startPost({ host = "127.0.0.1", listen = 0, ...options } = {}) {
	const mails = [], gate = {
		at: null, waiting: [],
		pass(stage, answer) { if (gate.at === stage) gate.waiting.push(answer); else answer(); },
		open() { gate.at = null; for (const answer of gate.waiting.splice(0)) answer(); },
	};
	const smtp = new SMTPServer({
		authOptional: true, disabledCommands: options.key ? [] : ["STARTTLS"], logger: false, ...options,
		onAuth: (auth, session, done) => auth.username === "slipway" && auth.password === "hunter-22"
			? done(null, { user: auth.username }) : done(new Error("Wrong password")),
		onRcptTo: (address, session, done) => address.address.startsWith("unknown@")
			? done(Object.assign(new Error("No such mailbox"), { responseCode: 550 })) : gate.pass("rcpt", done),
		onData: (stream, session, done) => {
			const chunks = [];
			stream.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
				const [head, body] = Buffer.concat(chunks).toString("latin1").split(/\r\n\r\n([^]*)/);
				mails.push({
					head, headers: Object.fromEntries(head.replace(/\r\n\s+/g, " ").split("\r\n").map((line) => line.split(/: (.*)/))),
					body: Buffer.from(body, "base64").toString("utf8"), secure: session.secure, user: session.user,
					from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((one) => one.address),
				});
				gate.pass("data", done);
			});
		},
	});
	smtp.on("error", () => {});
	await new Promise((done, failed) => smtp.server.once("error", failed) && smtp.listen(listen, host, done));
	return { mails, gate, port: smtp.server.address().port, stop: () => new Promise((done) => smtp.close(done)) };
}
const decoded = (words) => words.replace(/\?= =\?/g, "?==?").replace(/=\?utf-8\?B\?([^?]*)\?=/g, (all, text) => Buffer.from(text, "base64").toString("latin1"));
const utf8 = (words) => Buffer.from(decoded(words), "latin1").toString("utf8");

async function useMail(settings) {
	const stored = await read("/api/smtpconfiguration");
	const { status, body, text } = await send("PUT", "/api/smtpconfiguration", { ...stored, ...settings });
	assert.equal(status, 200, text);
	return body;
}
const plain = () => ({ SmtpHost: "127.0.0.1", SmtpPort: post.port, EnableSsl: false, SendEmailFrom: "Slipway <slipway@example.org>", SmtpLogin: null });
const email = (properties, more) => step("Tell", "Octopus.Email", Object.fromEntries(
	Object.entries({ To: "ops@example.org", Subject: "Hello", Body: "Well.", ...properties }).map(([name, value]) => [`Octopus.Action.Email.${name}`, value])), more);

before(async () => {
	home = mkdtempSync(join(tmpdir(), "slipway-mail-"));
	execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail",
		"-addext", `subjectAltName=IP:127.0.0.1,IP:${loopback}`, "-keyout", join(home, "key.pem"), "-out", join(home, "ca.pem")], { stdio: "ignore" });
	execFileSync("chmod", ["755", home]);
	server = await startServer({ env: { SLIPWAY_CA_FILE: join(home, "ca.pem"), SLIPWAY_TASK_CAP: "2" } });
	post = await startPost();
	[environment, lifecycle, group] = [
		await made("environments", { Name: "Dev" }),
		(await read("lifecycles?take=1")).Items[0], (await read("projectgroups?take=1")).Items[0],
	];
});
after(async () => {
	await server?.stop();
	await post?.stop();
	rmSync(home, { recursive: true, force: true });
});

// ---- B1: Send an Email ----

test("without a mail server the step fails and says where to name one", async () => {
	const { task, log } = await play([email()]);
	assert.equal(task.State, "Failed");
	assert.match(log, /Configuration > SMTP/);
	assert.deepEqual(await read("/api/smtpconfiguration/isconfigured"), { IsConfigured: false });
});

test("settings are checked, and the password is never answered", async () => {
	for (const [wrong, pointer] of [[{ SmtpHost: "a b" }, "/SmtpHost"], [{ SmtpPort: 0 }, "/SmtpPort"], [{ SendEmailFrom: "nobody" }, "/SendEmailFrom"],
		[{ SendEmailFrom: "a@b\r\nBcc: c@d" }, "/SendEmailFrom"], [{ SendEmailFrom: null }, "/SendEmailFrom"], [{ Timeout: 5 }, "/Timeout"]]) {
		const { status, body } = await send("PUT", "/api/smtpconfiguration", { ...await read("/api/smtpconfiguration"), ...plain(), ...wrong });
		assert.equal(status, 400, JSON.stringify(wrong));
		assert.ok(body.Details[pointer], JSON.stringify(body));
	}
	const stored = await useMail({ ...plain(), SmtpPassword: { HasValue: true, NewValue: "hunter-22" } });
	assert.deepEqual(stored.SmtpPassword, { HasValue: true, NewValue: null, Hint: null });
	assert.doesNotMatch(JSON.stringify(await read("/api/smtpconfiguration")), /hunter/);
	assert.doesNotMatch(JSON.stringify(await read("/api/events?regarding=smtp&includeSystem=true")), /hunter/);
	assert.deepEqual(await read("/api/smtpconfiguration/isconfigured"), { IsConfigured: true });
});

test("B1 a step sends to addresses and members of teams, each once; nothing can end a header", async () => {
	const user = await made("/api/users", { Username: "ana", DisplayName: "Ana", EmailAddress: "ana@example.org", Password: "correct horse battery", IsActive: true });
	const ops = { Id: "teams-administrators" };
	const administrators = await read(`/api/teams/${ops.Id}`);
	assert.ok(administrators.MemberUserIds.length > 0);
	await useMail(plain());
	post.mails.length = 0;
	const { task, log } = await play([email({
		To: "#{Who}; Böb <bob@example.org> , OPS@example.org", CC: "ana@example.org", Bcc: "secret@example.org;bob@example.org", BccTeamIds: ops.Id,
		Subject: "Release #{Octopus.Release.Number} für #{Octopus.Environment.Name}#{Break}", Body: "Grüße ✓\n.\nend #{Octopus.Project.Name}", IsHtml: "False", Priority: "High",
	})], [{ Name: "Who", Value: "ops@example.org" }, { Name: "Break", Value: "\r\nBcc: evil@example.org" }]);
	assert.equal(task.State, "Success", log);
	assert.equal(post.mails.length, 1);
	const [mail] = post.mails;
	assert.deepEqual(mail.to, ["ops@example.org", "bob@example.org", "ana@example.org", "secret@example.org"]);
	assert.equal(mail.from, "slipway@example.org");
	assert.equal(utf8(mail.headers.Subject), "Release 1.0.0 für Dev  Bcc: evil@example.org");
	assert.equal(utf8(mail.headers.To), "<ops@example.org>, Böb <bob@example.org>");
	assert.equal(mail.headers.Cc, "<ana@example.org>");
	assert.equal(mail.headers.Bcc, undefined);
	assert.equal(mail.headers["X-Priority"], "1");
	assert.match(mail.headers["Content-Type"], /^text\/plain/);
	assert.equal(mail.body, `Grüße ✓\n.\nend Project ${projects}`);
	assert.match(mail.head, /^[\x20-\x7e\r\n]*$/);
	assert.ok(user.Id);
});

test("B1 HTML, and secrets stay out of the log", async () => {
	post.mails.length = 0;
	const { task, log } = await play([email({ Subject: "Key #{Key}", Body: "<b>#{Key}</b>", IsHtml: "True", Priority: "Low" })],
		[{ Name: "Key", Value: "open-sesame", Type: "Sensitive", IsSensitive: true }]);
	assert.equal(task.State, "Success", log);
	assert.equal(post.mails[0].body, "<b>open-sesame</b>");
	assert.match(post.mails[0].headers["Content-Type"], /^text\/html/);
	assert.equal(post.mails[0].headers["X-Priority"], "5");
	assert.doesNotMatch(log, /sesame/);
	assert.match(log, /Subject: Key \*{8}/);
});

test("B1 a wrong address, nobody, a refused recipient: the step fails, and nothing is sent", async () => {
	post.mails.length = 0;
	for (const [properties, reason] of [[{ To: "not an address" }, /is not an e-mail address/], [{ To: "#{Empty}" }, /has no recipient/],
		[{ To: "ops@example.org, unknown@example.org" }, /No such mailbox|refused/]]) {
		const { task, log } = await play([email(properties), script("After", "echo not reached")], [{ Name: "Empty", Value: "" }]);
		assert.equal(task.State, "Failed", log);
		assert.match(log, reason);
		assert.doesNotMatch(log, /not reached$/m);
	}
	assert.equal(post.mails.length, 0);
});

test("B1 TLS by STARTTLS with a login; a wrong password and no TLS are refused", async () => {
	const safe = await startPost({ key: readFileSync(join(home, "key.pem")), cert: readFileSync(join(home, "ca.pem")), authOptional: false });
	try {
		await useMail({ ...plain(), SmtpPort: safe.port, EnableSsl: true, SmtpLogin: "slipway", SmtpPassword: { HasValue: true, NewValue: "hunter-22" } });
		const good = await play([email()]);
		assert.equal(good.task.State, "Success", good.log);
		assert.deepEqual([safe.mails[0].secure, safe.mails[0].user], [true, "slipway"]);
		assert.doesNotMatch(good.log, /hunter/);
		await useMail({ SmtpPassword: { HasValue: true, NewValue: "wrong-password" } });
		const wrong = await play([email()]);
		assert.equal(wrong.task.State, "Failed");
		assert.match(wrong.log, /The mail server '127\.0\.0\.1:\d+' refused the login: /);
		assert.doesNotMatch(wrong.log, /wrong-password|hunter/);
		await useMail({ SmtpPort: post.port });
		const bare = await play([email()]);
		assert.equal(bare.task.State, "Failed");
		assert.match(bare.log, /encryption|refused|login/i);
		assert.equal(safe.mails.length, 1);
	} finally {
		await safe.stop();
	}
	const foreign = await startPost({ disabledCommands: [] });	// with a certificate of its own making
	try {
		await useMail({ ...plain(), SmtpPort: foreign.port, EnableSsl: true });
		const { task, log } = await play([email()]);
		assert.equal(task.State, "Failed");
		assert.match(log, /shows a certificate that is not trusted/);
		assert.equal(foreign.mails.length, 0);
	} finally {
		await foreign.stop();
	}
	await useMail(plain());
});

/** A server on port 465 of a loopback address of its own; null where this account may not have it. */
async function startSafePost(host) {
	try {
		return await startPost({ host, listen: 465, secure: true, key: readFileSync(join(home, "key.pem")), cert: readFileSync(join(home, "ca.pem")), authOptional: false });
	} catch (error) {
		assert.equal(error.code, "EACCES");
		return null;
	}
}

test("B1 on port 465 TLS begins with the connection", async (t) => {
	const safe = await startSafePost(loopback);
	if (!safe) return t.diagnostic("only root may listen on port 465 here");
	try {
		await useMail({ ...plain(), SmtpHost: loopback, SmtpPort: 465, EnableSsl: true, SmtpLogin: "slipway", SmtpPassword: { HasValue: true, NewValue: "hunter-22" } });
		const good = await play([email()]);
		assert.equal(good.task.State, "Success", good.log);
		assert.deepEqual([safe.mails[0].secure, safe.mails[0].user], [true, "slipway"]);
		await useMail({ SmtpPassword: { HasValue: true, NewValue: "wrong-password" } });
		const wrong = await play([email()]);
		assert.equal(wrong.task.State, "Failed");
		assert.match(wrong.log, /:465' refused the login: /);
		assert.equal(safe.mails.length, 1);
	} finally {
		await safe.stop();
		await useMail(plain());
	}
});

/** Processes of this server's runner that have these words behind their name. */
const processes = (words) => readdirSync("/proc").filter((name) => /^\d+$/.test(name)).filter((pid) => {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").includes(`slipway-runner ${words}`) &&
			readFileSync(`/proc/${pid}/environ`, "latin1").includes(`SLIPWAY_HOME=${server.home}`);
	} catch { return false; }
}).map(Number);

/** Starts the sending of a mail and resolves when the server holds back its answer at a stage. */
async function sendingUntil(stage, more = {}) {
	await useMail({ ...plain(), Timeout: 300_000 });
	post.mails.length = 0;
	post.gate.at = stage;
	const deployment = await deploy((await release((await project([email()])).Id)).Id, more);
	await until(`a mail at ${stage}`, () => post.gate.waiting.length === 1);
	return deployment;
}

test("B1 a killed executor or runner loses no mail and sends none twice", async () => {
	for (const words of ["executor ", ""]) {
		const { TaskId } = await sendingUntil("data"), before = processes("executor ");
		for (const pid of processes(words).filter((one) => !processes("shim ").includes(one))) process.kill(pid, "SIGKILL");
		await until("another executor", () => processes("executor ").some((pid) => !before.includes(pid)));
		post.gate.open();
		assert.equal((await ended(TaskId)).State, "Success", await raw(TaskId));
		assert.equal(post.mails.length, 1);
	}
});

test("B1 of a mail whose sender was killed nobody knows the end: it is not sent again by itself", async () => {
	for (const [stage, sent] of [["rcpt", 0], ["data", 1]]) {
		const { TaskId } = await sendingUntil(stage, { UseGuidedFailure: true });
		for (const pid of processes("shim ")) process.kill(pid, "SIGKILL");
		const [asked] = await until("the question", async () => {
			const page = await read(`interruptions?regarding=${TaskId}&pendingOnly=true`);
			return page.TotalResults > 0 && page.Items;
		});
		post.gate.open();
		assert.match(await raw(TaskId), /Its outcome is not known/);
		assert.equal(post.mails.length, sent);
		assert.equal((await send("PUT", asked.Links.Responsible)).status, 200);
		assert.equal((await send("POST", asked.Links.Submit, { Guidance: "Retry" })).status, 200);
		assert.equal((await ended(TaskId)).State, "Success", await raw(TaskId));
		assert.equal(post.mails.length, sent + 1, "once more because somebody said so");
	}
});

test("a test mail is sent by the runner; a server that cannot be reached is named", async () => {
	post.mails.length = 0;
	const sent = await send("POST", "/api/smtpconfiguration/test", { To: "me@example.org" });
	assert.equal(sent.status, 200, sent.text);
	assert.deepEqual(post.mails.map((mail) => mail.to), [["me@example.org"]]);
	assert.equal((await send("POST", "/api/smtpconfiguration/test", { To: "me" })).status, 400);
	await useMail({ SmtpPort: 1 });
	const failed = await send("POST", "/api/smtpconfiguration/test", { To: "me@example.org" });
	assert.equal(failed.status, 400);
	assert.match(failed.body.ErrorMessage, /'127\.0\.0\.1:1' cannot be reached/);
	await useMail(plain());
});

// ---- B5: Health Check ----

const health = (properties = {}) => step("Check", "Octopus.HealthCheck", Object.fromEntries(
	Object.entries({ Type: "FullHealthCheck", ErrorHandling: "TreatExceptionsAsErrors", IncludeMachinesInDeployment: "DoNotAlterMachines", ...properties })
		.map(([name, value]) => [`Octopus.Action.HealthCheck.${name}`, value])), { properties: { "Octopus.Action.TargetRoles": "web" } });
const onWeb = (name, body) => {
	const one = script(name, body, { properties: { "Octopus.Action.TargetRoles": "web" } });
	one.Actions[0].Properties["Octopus.Action.RunOnServer"] = "true";
	return one;
};

test("B5 a health check step records health; a target that fails fails the step, or is left out", async () => {
	const account = await made("accounts", { Name: "nobody", AccountType: "UsernamePassword", Username: "nobody", Password: { HasValue: true, NewValue: "no-such-password" } });
	const region = await made("machines", { Name: "region", EnvironmentIds: [environment.Id], Roles: ["web"], SkipInitialHealthCheck: true, Endpoint: { CommunicationStyle: "None" } });
	const good = await play([health(), onWeb("After", "echo after on #{Octopus.Machine.Name}")]);
	assert.equal(good.task.State, "Success", good.log);
	assert.match(good.log, /after on region/);
	assert.equal((await read(`machines/${region.Id}`)).HealthStatus, "Healthy");
	const gone = await made("machines", { Name: "gone", EnvironmentIds: [environment.Id], Roles: ["web"], SkipInitialHealthCheck: true,
		Endpoint: { CommunicationStyle: "Ssh", AccountId: account.Id, Host: "127.0.0.1", Port: 1, Fingerprint: "SHA256:" + "A".repeat(43), DotNetCorePlatform: "linux-x64" } });
	const policy = await read(`machinepolicies/${gone.MachinePolicyId}`);
	const quick = await send("PUT", `machinepolicies/${policy.Id}`, { ...policy, ConnectionRetryCountLimit: 0, ConnectionRetryTimeLimit: "00:00:02" });
	assert.equal(quick.status, 200, quick.text);
	const strict = await play([health(), onWeb("After", "echo after on #{Octopus.Machine.Name}")]);
	assert.equal(strict.task.State, "Failed", strict.log);
	assert.doesNotMatch(strict.log, /after on (region|gone)/);
	assert.equal((await read(`machines/${gone.Id}`)).HealthStatus, "Unavailable");
	const lenient = await play([health({ ErrorHandling: "TreatExceptionsAsWarnings", Type: "ConnectionTest" }), onWeb("After", "echo after on #{Octopus.Machine.Name}")]);
	assert.equal(lenient.task.State, "Success", lenient.log);
	assert.match(lenient.log, /after on region/);
	assert.doesNotMatch(lenient.log, /after on gone/);
	assert.match(lenient.log, /'gone' is not healthy and is left out/);
});

test("B5 a health check that includes what it checked: new and formerly left out targets take part from then on", async () => {
	const target = (name, roles, endpoint) => made("machines", { Name: name, EnvironmentIds: [environment.Id], Roles: roles, SkipInitialHealthCheck: true, Endpoint: endpoint });
	const region = { CommunicationStyle: "None" };
	const account = await made("accounts", { Name: "somebody", AccountType: "UsernamePassword", Username: "nobody", Password: { HasValue: true, NewValue: "no-such-password" } });
	const silent = { CommunicationStyle: "Ssh", AccountId: account.Id, Host: "127.0.0.1", Port: 1, Fingerprint: "SHA256:" + "A".repeat(43), DotNetCorePlatform: "linux-x64" };
	const include = (more) => ({ ...health({ IncludeMachinesInDeployment: "IncludeCheckedMachines", ErrorHandling: "TreatExceptionsAsWarnings", ...more }), Properties: { "Octopus.Action.TargetRoles": "herd" } });
	const say = script("Say", "echo said by #{Octopus.Machine.Name}", { properties: { "Octopus.Action.TargetRoles": "herd,other" } });
	const wait = step("Wait", "Octopus.Manual", { "Octopus.Action.Manual.Instructions": "Go on" });
	const twins = (one) => ({ ...one, Name: "Twins", Actions: ["One", "Two"].map((Name) => ({ ...one.Actions[0], Name })) });
	const start = async (steps, choices) => {
		const one = await project(steps);
		const changed = await send("PUT", `projects/${one.Id}`, { ...one, ProjectConnectivityPolicy: {
			...one.ProjectConnectivityPolicy, SkipMachineBehavior: "SkipUnavailableMachines", AllowDeploymentsToNoTargets: true } });
		assert.equal(changed.status, 200, changed.text);
		const deployment = await deploy((await release(one.Id)).Id, choices);
		const [asked] = await until("the question", async () => {
			const page = await read(`interruptions?regarding=${deployment.TaskId}&pendingOnly=true`);
			return page.TotalResults > 0 && page.Items;
		});
		return async () => {
			assert.equal((await send("PUT", asked.Links.Responsible)).status, 200);
			assert.equal((await send("POST", asked.Links.Submit, { Result: "Proceed" })).status, 200);
			const task = await ended(deployment.TaskId), log = await raw(deployment.TaskId);
			assert.equal(task.State, "Success", log);
			const [root] = (await read(`/api/tasks/${deployment.TaskId}/details`)).ActivityLogs;
			return { root, log, said: [...log.matchAll(/said by (.*)$/gm)].map((one) => one[1]).sort() };
		};
	};

	// Nobody has the role when the deployment begins.
	const empty = await start([wait, include(), say, twins(say)]);
	const first = await target("herd-1", ["herd"], region);
	await target("stranger", ["other"], region);
	const grown = await empty();
	assert.deepEqual(grown.said, ["herd-1", "herd-1", "herd-1"], grown.log);
	assert.match(grown.log, /The machine 'herd-1' takes part, as it was found healthy/);
	assert.deepEqual(grown.root.Children.map((one) => one.Children.map((unit) => unit.Name.split(" ").at(-1))), [["Server"], ["herd-1"], ["herd-1"], ["herd-1"]]);
	assert.deepEqual(grown.root.Children[3].Children[0].Children.map((unit) => unit.Name), ["4.1: One", "4.2: Two"]);

	// One was unavailable and is back, one does not answer, one is not wanted, one is new.
	const back = await target("herd-2", ["herd"], silent);
	const check = await made("tasks", { Name: "Health", Description: "Check", SpaceId: "Spaces-1", Arguments: { MachineIds: [back.Id] } });
	await ended(check.Id);
	assert.equal((await read(`machines/${back.Id}`)).HealthStatus, "Unavailable");
	const unwanted = await target("herd-3", ["herd"], region);
	const mixed = await start([wait, include(), say], { ExcludedMachineIds: [unwanted.Id] });
	const repaired = await send("PUT", `machines/${back.Id}`, { ...await read(`machines/${back.Id}`), Endpoint: region });
	assert.equal(repaired.status, 200, repaired.text);
	await target("herd-4", ["herd"], silent);
	await target("herd-5", ["HERD"], region);
	const widened = await mixed();
	assert.deepEqual(widened.said, [first.Name, "herd-2", "herd-5", "stranger"], widened.log);
	assert.match(widened.log, /'herd-4' is not healthy and is left out/);

	// One that leaves the deployment as it is checks whom it knows.
	const closed = await start([wait, { ...include({ IncludeMachinesInDeployment: "DoNotAlterMachines" }) }, say]);
	await target("herd-6", ["herd"], region);
	const same = await closed();
	assert.ok(!same.said.includes("herd-6"), same.log);
});
