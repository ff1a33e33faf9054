/*
 * A test double of pwsh: PowerShell's own engine and parser under a small host, for machines
 * without PowerShell. It understands the arguments that runner/script.c gives, and no others.
 * The engine's package lacks the cmdlets of Microsoft.PowerShell.Utility: those that tests
 * need are below. Never shipped.
 */
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Slipway.TestPwsh;

static class Program {
	static int Main(string[] args) {
		string command = Command(args);

		if (command == null) {
			Console.Error.WriteLine("usage: pwsh [-NoLogo] [-NonInteractive] [-ExecutionPolicy NAME] -Command TEXT");
			return 64;
		}
		var host = new TestHost();
		using var runspace = RunspaceFactory.CreateRunspace(host, Session());
		runspace.Open();
		Runspace.DefaultRunspace = runspace;
		return Run(host, runspace, command);
	}

	static string Command(string[] args) {
		for (int i = 0; i < args.Length; i++) {
			switch (args[i].ToLowerInvariant()) {
			case "-nologo": case "-noninteractive": case "-noprofile":
				break;
			case "-executionpolicy":
				i++;	/* means nothing outside Windows */
				break;
			case "-command":
				return i + 1 < args.Length ? string.Join(' ', args[(i + 1)..]) : null;
			default:
				return null;
			}
		}
		return null;
	}

	static InitialSessionState Session() {
		var state = InitialSessionState.CreateDefault2();

		foreach (var type in Assembly.GetExecutingAssembly().GetTypes()) {
			var a = type.GetCustomAttribute<CmdletAttribute>();
			if (a != null)
				state.Commands.Add(new SessionStateCmdletEntry(a.VerbName + "-" + a.NounName, type, null));
		}
		return state;
	}

	/*
	 * As pwsh: errors join the output; an uncaught error is 1. Not as pwsh: $? at the end is
	 * not looked at.
	 */
	static int Run(TestHost host, Runspace runspace, string command) {
		using var shell = PowerShell.Create(runspace);

		shell.AddScript(command, false);
		shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
		shell.AddCommand("Out-Default");
		try {
			shell.Invoke();
		} catch (RuntimeException e) {
			host.UI.WriteErrorLine(e.ErrorRecord + "\n" + e.ErrorRecord.InvocationInfo?.PositionMessage);
			return 1;
		}
		if (host.ExitCode is int code)
			return code;
		return 0;
	}
}

class TestHost : PSHost {
	readonly TestUI ui = new();

	public int? ExitCode;
	public override string Name => "ConsoleHost";
	public override Version Version => new(7, 6, 9);
	public override Guid InstanceId { get; } = Guid.NewGuid();
	public override PSHostUserInterface UI => ui;
	public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
	public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
	public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
	public override void EnterNestedPrompt() => throw new NotSupportedException();
	public override void ExitNestedPrompt() => throw new NotSupportedException();
	public override void NotifyBeginApplication() { }
	public override void NotifyEndApplication() { }
}

class TestUI : PSHostUserInterface {
	static Exception NotInteractive() => new PSInvalidOperationException(
	    "PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.");

	public override PSHostRawUserInterface RawUI => null;
	public override void Write(string value) => Console.Out.Write(value);
	public override void Write(ConsoleColor f, ConsoleColor b, string value) => Write(value);
	public override void WriteLine(string value) => Write(value + "\n");
	public override void WriteErrorLine(string value) => Console.Error.Write(value + "\n");
	public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);
	public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);
	public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);
	public override void WriteProgress(long sourceId, ProgressRecord record) { }
	public override string ReadLine() => throw NotInteractive();
	public override System.Security.SecureString ReadLineAsSecureString() => throw NotInteractive();
	public override Dictionary<string, PSObject> Prompt(string caption, string message,
	    System.Collections.ObjectModel.Collection<FieldDescription> fields) => throw NotInteractive();
	public override int PromptForChoice(string caption, string message,
	    System.Collections.ObjectModel.Collection<ChoiceDescription> choices, int preset) => throw NotInteractive();
	public override PSCredential PromptForCredential(string caption, string message, string user,
	    string target) => throw NotInteractive();
	public override PSCredential PromptForCredential(string caption, string message, string user,
	    string target, PSCredentialTypes types, PSCredentialUIOptions options) => throw NotInteractive();
}

/* ---- cmdlets ---------------------------------------------------------------- */

[Cmdlet("Write", "Host")]
public class WriteHost : PSCmdlet {
	[Parameter(Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
	public object Object { get; set; }
	[Parameter] public SwitchParameter NoNewline { get; set; }
	[Parameter] public ConsoleColor ForegroundColor { get; set; }

	protected override void ProcessRecord() => Host.UI.Write(
	    LanguagePrimitives.ConvertTo<string>(Object) + (NoNewline ? "" : "\n"));
}

[Cmdlet("Write", "Output")]
public class WriteOutput : PSCmdlet {
	[Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
	[AllowNull, AllowEmptyCollection]
	public PSObject InputObject { get; set; }
	[Parameter] public SwitchParameter NoEnumerate { get; set; }

	protected override void ProcessRecord() => WriteObject(InputObject, !NoEnumerate);
}

[Cmdlet("Write", "Warning")]
public class WriteWarningLine : PSCmdlet {
	[Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)] public string Message { get; set; }

	protected override void ProcessRecord() => WriteWarning(Message);
}

[Cmdlet("Write", "Verbose")]
public class WriteVerboseLine : PSCmdlet {
	[Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)] public string Message { get; set; }

	protected override void ProcessRecord() => WriteVerbose(Message);
}

[Cmdlet("Write", "Error")]
public class WriteErrorLine : PSCmdlet {
	[Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)] public string Message { get; set; }

	protected override void ProcessRecord() => WriteError(new ErrorRecord(
	    new Exception(Message),
	    "Microsoft.PowerShell.Commands.WriteErrorException", ErrorCategory.NotSpecified, null));
}
