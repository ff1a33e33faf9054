/*
 * Endpoints: how a target or worker is reached, by CommunicationStyle. Two styles
 * work today (Ssh and None); the others are kept as clients send them.
 */
#include "lib/model/kinds.h"

#define POOL FIELD("DefaultWorkerPoolId", F_REF, .flags = F_NULL, .ref = "workerpool")
#define ACCOUNT FIELD("AccountId", F_REF, .flags = F_NULL, .ref = "account")
#define PROXY FIELD("ProxyId", F_TEXT, .flags = F_NULL)

static const char *const styles[] = {
	"None", "Ssh", "TentaclePassive", "TentacleActive", "OfflineDrop", "AzureWebApp",
	"AzureCloudService", "AzureServiceFabricCluster", "Kubernetes", "KubernetesTentacle",
	"StepPackage", "AwsEcsCluster", NULL
};

const struct field endpoint_fields[] = {
	FIELD("Id", F_TEXT, .flags = F_NULL),
	FIELD("CommunicationStyle", F_ENUM, .flags = F_REQUIRED, .values = styles,
	    .help = "How it is reached: Ssh, None (cloud region) and others."),
	FIELD("Links", F_MAP),
	FIELD_END
};

static const struct field tentacle_version_fields[] = {
	FIELD("Version", F_TEXT, .flags = F_NULL),
	FIELD("UpgradeLocked", F_BOOL),
	FIELD("UpgradeSuggested", F_BOOL),
	FIELD("UpgradeRequired", F_BOOL),
	FIELD_END
};

static const struct field passive_fields[] = {
	FIELD("Thumbprint", F_TEXT, .flags = F_REQUIRED),
	FIELD("Uri", F_TEXT, .flags = F_REQUIRED, .max = 2000),
	PROXY,
	FIELD("TentacleVersionDetails", F_OBJECT, .fields = tentacle_version_fields),
	FIELD("CertificateSignatureAlgorithm", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field active_fields[] = {
	FIELD("Thumbprint", F_TEXT, .flags = F_REQUIRED),
	FIELD("Uri", F_TEXT, .max = 2000),
	FIELD("TentacleVersionDetails", F_OBJECT, .fields = tentacle_version_fields),
	FIELD_END
};

static const struct field ssh_fields[] = {
	FIELD("AccountId", F_REF, .flags = F_REQUIRED, .ref = "account"),
	FIELD("Host", F_TEXT, .flags = F_REQUIRED, .max = 253),
	FIELD("Port", F_INT, .otherwise = "22", .max = 65535),
	FIELD("Fingerprint", F_TEXT, .flags = F_REQUIRED,
	    .help = "Of the host's key; a host that shows another key is not trusted."),
	FIELD("Uri", F_TEXT, .flags = F_OPTIONAL, .max = 2000),
	PROXY,
	FIELD("DotNetCorePlatform", F_TEXT, .flags = F_NULL),
	FIELD("HostKeyAlgorithm", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field none_fields[] = {POOL, FIELD_END};

static const struct field drop_destination_fields[] = {
	FIELD("DestinationType", F_TEXT, .otherwise = "\"FileSystem\""),
	FIELD("DropFolderPath", F_TEXT, .flags = F_NULL, .max = 2000),
	FIELD_END
};

static const struct field offline_fields[] = {
	FIELD("Destination", F_OBJECT, .fields = drop_destination_fields),
	FIELD("ApplicationsDirectory", F_TEXT, .flags = F_NULL, .max = 2000),
	FIELD("OctopusWorkingDirectory", F_TEXT, .flags = F_NULL, .max = 2000),
	FIELD("SensitiveVariablesEncryptionPassword", F_SECRET),
	FIELD_END
};

static const struct field web_app_fields[] = {
	ACCOUNT,
	FIELD("ResourceGroupName", F_TEXT),
	FIELD("WebAppName", F_TEXT),
	FIELD("WebAppSlotName", F_TEXT, .flags = F_NULL),
	POOL,
	FIELD_END
};

static const struct field cloud_service_fields[] = {
	ACCOUNT,
	FIELD("CloudServiceName", F_TEXT),
	FIELD("StorageAccountName", F_TEXT),
	FIELD("Slot", F_TEXT),
	FIELD("SwapIfPossible", F_BOOL),
	FIELD("UseCurrentInstanceCount", F_BOOL),
	POOL,
	FIELD_END
};

static const struct field service_fabric_fields[] = {
	FIELD("ConnectionEndpoint", F_TEXT, .max = 2000),
	FIELD("SecurityMode", F_TEXT, .otherwise = "\"Unsecure\""),
	FIELD("ServerCertThumbprint", F_TEXT, .flags = F_NULL),
	FIELD("ClientCertVariable", F_TEXT, .flags = F_NULL),
	FIELD("CertificateStoreLocation", F_TEXT, .flags = F_NULL),
	FIELD("CertificateStoreName", F_TEXT, .flags = F_NULL),
	FIELD("AadUserCredentialUsername", F_TEXT, .flags = F_NULL),
	FIELD("AadUserCredentialPassword", F_SECRET),
	POOL,
	FIELD_END
};

static const struct field kubernetes_fields[] = {
	FIELD("ClusterUrl", F_TEXT, .flags = F_NULL, .max = 2000),
	FIELD("ClusterCertificate", F_TEXT, .flags = F_NULL),
	FIELD("ClusterCertificatePath", F_TEXT, .flags = F_NULL, .max = 2000),
	FIELD("Namespace", F_TEXT, .flags = F_NULL),
	FIELD("SkipTlsVerification", F_TEXT, .otherwise = "\"False\""),
	PROXY,
	POOL,
	FIELD("Container", F_MAP),
	FIELD("Authentication", F_MAP),
	FIELD_END
};

static const struct field agent_fields[] = {
	FIELD("DefaultNamespace", F_TEXT, .flags = F_NULL),
	FIELD("UpgradeLocked", F_BOOL),
	FIELD("TentacleEndpointConfiguration", F_MAP),
	FIELD("KubernetesAgentDetails", F_MAP),
	FIELD_END
};

static const struct field step_package_fields[] = {
	FIELD("DeploymentTargetTypeId", F_TEXT),
	FIELD("StepPackageVersion", F_TEXT),
	FIELD("Inputs", F_ANY),
	POOL,
	FIELD_END
};

static const struct field ecs_fields[] = {
	FIELD("ClusterName", F_TEXT),
	FIELD("Region", F_TEXT),
	ACCOUNT,
	FIELD("UseInstanceRole", F_BOOL),
	POOL,
	FIELD_END
};

const struct variant machine_endpoints[] = {
	{"None", "Cloud region", none_fields},
	{"Ssh", "SSH", ssh_fields},
	{"TentaclePassive", "Listening Tentacle", passive_fields},
	{"TentacleActive", "Polling Tentacle", active_fields},
	{"OfflineDrop", "Offline package drop", offline_fields},
	{"AzureWebApp", "Azure Web App", web_app_fields},
	{"AzureCloudService", "Azure Cloud Service", cloud_service_fields},
	{"AzureServiceFabricCluster", "Azure Service Fabric cluster", service_fabric_fields},
	{"Kubernetes", "Kubernetes cluster", kubernetes_fields},
	{"KubernetesTentacle", "Kubernetes agent", agent_fields},
	{"StepPackage", "Target of a step package", step_package_fields},
	{"AwsEcsCluster", "Amazon ECS cluster", ecs_fields},
	{NULL, NULL, NULL}
};

const struct variant worker_endpoints[] = {
	{"Ssh", "SSH", ssh_fields},
	{"TentaclePassive", "Listening Tentacle", passive_fields},
	{"TentacleActive", "Polling Tentacle", active_fields},
	{"KubernetesTentacle", "Kubernetes agent", agent_fields},
	{NULL, NULL, NULL}
};
