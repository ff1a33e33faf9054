# Slipway's helpers for PowerShell scripts: runs before the script, in the same process.
# Reads the variables from descriptor 3 and closes it, so that no child can read them.
# Uses .NET and the language only, no cmdlets: a script may have hidden or replaced them.
$ErrorActionPreference = 'Stop'
$PSNativeCommandArgumentPassing = 'Legacy'
$MaximumVariableCount = 32768
[System.Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)

$OctopusParameters = [System.Collections.Generic.Dictionary[string, string]]::new(
	[System.StringComparer]::OrdinalIgnoreCase)

function Read-SlipwayVariables {
	$handle = [Microsoft.Win32.SafeHandles.SafeFileHandle]::new([System.IntPtr]3, $true)
	$stream = [System.IO.FileStream]::new($handle, [System.IO.FileAccess]::Read)
	$memory = [System.IO.MemoryStream]::new()
	$stream.CopyTo($memory)
	$stream.Dispose()
	$parts = [System.Text.Encoding]::UTF8.GetString($memory.ToArray()).Split([char]0)
	for ($i = 0; $i + 1 -lt $parts.Length; $i += 2) {
		$OctopusParameters[$parts[$i]] = $parts[$i + 1]
	}
}

# Each variable also as $Name, once with its letters and digits, once with '_' as well;
# never over a variable that exists.
function Set-SlipwayNames {
	$names = [System.Collections.Generic.List[string]]::new($OctopusParameters.Keys)
	$names.Sort([System.StringComparer]::OrdinalIgnoreCase)
	$session = $ExecutionContext.SessionState.PSVariable
	foreach ($name in $names) {
		if ($name.Contains('[')) { continue }
		foreach ($pattern in '[^A-Za-z0-9]', '[^A-Za-z0-9_]') {
			$short = [regex]::Replace($name, $pattern, '')
			if ($short -eq '' -or $null -ne $session.Get("global:$short")) { continue }
			try { $session.Set("global:$short", $OctopusParameters[$name]) } catch { }
		}
	}
}

Read-SlipwayVariables
Set-SlipwayNames

function ConvertTo-OctopusServiceMessageValue([string]$value) {
	[System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($value))
}

function Write-SlipwayText([string]$text) {
	[System.Console]::Out.Write($text + "`n")
	[System.Console]::Out.Flush()
}

# Write-SlipwayMessage NAME KEY VALUE KEY VALUE ...
function Write-SlipwayMessage([string]$name, [string[]]$fields) {
	$line = '##octopus[' + $name
	for ($i = 0; $i + 1 -lt $fields.Length; $i += 2) {
		$line += ' ' + $fields[$i] + "='" + (ConvertTo-OctopusServiceMessageValue $fields[$i + 1]) + "'"
	}
	Write-SlipwayText ($line + ']')
}

function Write-SlipwayCategory([string]$category, [string]$text) {
	Write-SlipwayText "##octopus[stdout-$category]`n$text`n##octopus[stdout-default]"
}

function Write-Verbose([Parameter(ValueFromPipeline = $true)][string]$Message) {
	process { Write-SlipwayCategory verbose $Message }
}

function Write-Debug([Parameter(ValueFromPipeline = $true)][string]$Message) {
	process { Write-SlipwayCategory verbose $Message }
}

function Write-Warning([Parameter(ValueFromPipeline = $true)][string]$Message) {
	process { Write-SlipwayCategory warning $Message }
}

function Write-Highlight([Parameter(ValueFromPipeline = $true)][string]$Message) {
	process { Write-SlipwayCategory highlight $Message }
}

function Write-Wait([Parameter(ValueFromPipeline = $true)][string]$Message) {
	process { Write-SlipwayCategory wait $Message }
}

function Set-OctopusVariable([string]$name, [string]$value, [switch]$sensitive) {
	$fields = 'name', $name, 'value', $value
	if ($sensitive) { $fields += 'sensitive', 'True' }
	Write-SlipwayMessage setVariable $fields
	$OctopusParameters[$name] = $value
}

function New-OctopusArtifact(
	[Alias('fullpath', 'fullname')][Parameter(ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
	[string]$path, [string]$name = '') {
	process {
		$full = [System.IO.Path]::GetFullPath($path, $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.Path)
		if ($name -eq '') { $name = [System.IO.Path]::GetFileName($full) }
		$length = 0
		if ([System.IO.File]::Exists($full)) {
			$length = [System.IO.FileInfo]::new($full).Length
		} elseif (-not [System.IO.Directory]::Exists($full)) {
			Write-Verbose "There is no artifact at $full now; it will be looked for after this step."
		}
		Write-SlipwayMessage createArtifact ('path', $full, 'name', $name, 'length', "$length")
	}
}

function Fail-Step([string]$message) {
	if ($message -ne '') { Write-SlipwayMessage resultMessage ('message', $message) }
	exit -1
}

function Update-Progress([int]$percentage, [string]$message = '') {
	Write-SlipwayMessage progress ('percentage', "$percentage", 'message', $message)
}

function Set-EnvironmentState([string]$key, [string]$value, [switch]$sensitive, [string]$type = 'Text') {
	$fields = 'key', $key, 'value', $value, 'type', $type
	if ($sensitive) { $fields += 'sensitive', 'True' }
	Write-SlipwayMessage set-environmentstate $fields
}

function Set-EnvironmentUrl([string]$key, [string]$url) {
	Set-EnvironmentState $key $url -type Url
}

function Report-KubernetesManifest([Parameter(ValueFromPipeline = $true)][string]$manifest, [string]$namespace = '') {
	process {
		$fields = 'manifest', $manifest
		if ($namespace -ne '') { $fields += 'ns', $namespace }
		Write-SlipwayMessage k8s-manifest-applied $fields
	}
}

function Report-KubernetesManifestFile([string]$path, [string]$namespace = '') {
	$full = [System.IO.Path]::GetFullPath($path, $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.Path)
	Report-KubernetesManifest ([System.IO.File]::ReadAllText($full)) $namespace
}

function New-OctopusTarget([string]$name, [string]$targetId, [string]$inputs, [string]$octopusRoles,
	[string]$octopusDefaultWorkerPoolIdOrName, [switch]$updateIfExisting) {
	Write-SlipwayMessage createStepPackageTarget ('name', $name, 'targetId', $targetId, 'inputs', $inputs,
		'octopusRoles', $octopusRoles, 'octopusDefaultWorkerPoolIdOrName', $octopusDefaultWorkerPoolIdOrName,
		'updateIfExisting', "$updateIfExisting")
}

function Remove-OctopusTarget([string]$targetIdOrName) {
	Write-SlipwayMessage delete-target ('machine', $targetIdOrName)
}

function New-OctopusTokenAccount([string]$name, [string]$token, [switch]$updateIfExisting) {
	Write-SlipwayMessage create-tokenaccount ('name', $name, 'token', $token, 'updateIfExisting', "$updateIfExisting")
}

function New-OctopusUserPassAccount([string]$name, [string]$username, [string]$password, [switch]$updateIfExisting) {
	Write-SlipwayMessage create-userpassaccount ('name', $name, 'username', $username, 'password', $password,
		'updateIfExisting', "$updateIfExisting")
}

function New-OctopusAwsAccount([string]$name, [string]$secretKey, [string]$accessKey, [switch]$updateIfExisting) {
	Write-SlipwayMessage create-awsaccount ('name', $name, 'secretKey', $secretKey, 'accessKey', $accessKey,
		'updateIfExisting', "$updateIfExisting")
}

function Execute-WithRetry([ScriptBlock]$command, [int]$maxFailures = 3, [int]$sleepBetweenFailures = 1) {
	for ($attempt = 1; ; $attempt++) {
		try {
			return & $command
		} catch {
			if ($attempt -ge $maxFailures) { throw }
			Write-Verbose "Attempt $attempt of $maxFailures failed: $($_.Exception.Message)"
			[System.Threading.Thread]::Sleep($sleepBetweenFailures * 1000)
		}
	}
}

function Import-SlipwayModule([string]$path) {
	try { Import-Module $path -Global -DisableNameChecking } catch { Exit-SlipwayFailure $_ }
}

# An uncaught error: its text, position and stack on stderr, exit code 1.
function Exit-SlipwayFailure($failure) {
	[System.Console]::Error.WriteLine("$failure")
	if ($null -ne $failure.InvocationInfo -and $null -ne $failure.InvocationInfo.PositionMessage) {
		[System.Console]::Error.WriteLine($failure.InvocationInfo.PositionMessage)
	}
	if ($null -ne $failure.ScriptStackTrace) { [System.Console]::Error.WriteLine($failure.ScriptStackTrace) }
	[System.Console]::Error.Flush()
	exit 1
}

